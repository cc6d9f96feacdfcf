using Switchyard.Host;

return await SwitchyardCommand.RunAsync(args, Environment.GetEnvironmentVariable);
