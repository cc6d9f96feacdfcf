using Switchyard.Host.CommandLine;

return await SwitchyardCommand.RunAsync(args, Environment.GetEnvironmentVariable);
