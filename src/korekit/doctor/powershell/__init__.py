"""The requests that a PowerShell script would send by `Invoke-RestMethod` or `Invoke-WebRequest`."""
