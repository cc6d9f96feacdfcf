using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Sessions.Transports;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>Starts the process of a bundle: out of its archive if it has one, with an environment that has what the definition and the credentials say and nothing of the node's own.</summary>
internal sealed class ProcessLauncher(BundleProcesses processes, UnpackedArchives archives, TimeProvider time, ILogger<ProcessLauncher> logger)
{
    /// <param name="bundle">What is started.</param>
    /// <param name="credentials">What is handed over.</param>
    /// <param name="files">Gets the files that carry credentials; the caller removes them once the server is up or has failed.</param>
    /// <param name="lines">Gets what there is to say of the start.</param>
    /// <param name="redactor">Keeps secrets out of lines.</param>
    /// <param name="cancellationToken">Gives up before the process exists.</param>
    public async Task<IServerTransport> SpawnAsync(
        BundleConfig bundle, IReadOnlyList<(CredentialField Field, Secret Value)> credentials, List<string> files, LineQuota lines, Redactor redactor, CancellationToken cancellationToken)
    {
        await processes.SweepAsync();
        var definition = bundle.Definition;
        if (definition.Archive is not { } hash)
        {
            return await StartAsync(bundle, Plain(definition, processes.Directories.Make(bundle.Key), credentials, files), lines, redactor);
        }

        var use = await archives.AcquireAsync(hash, definition.ArchiveFile, cancellationToken);
        IServerTransport transport;
        try
        {
            transport = await StartAsync(bundle, Archived(definition, processes.Directories.Make(bundle.Key), credentials, use.Directory), lines, redactor);
        }
        catch
        {
            use.Dispose();
            throw;
        }

        use.EndWith(transport.Ended);
        return transport;
    }

    private Launch Plain(BundleDefinition definition, string home, IReadOnlyList<(CredentialField Field, Secret Value)> credentials, List<string> files)
    {
        var environment = new ChildEnvironment(processes.HostEnvironment, home);
        foreach (var (name, value) in definition.Environment)
        {
            environment.AddOfDefinition(name, value);
        }

        foreach (var (field, value) in credentials)
        {
            if (field.Env is { } name)
            {
                environment.AddOfCredential(name, value.Reveal());
            }

            if (field.FileEnv is { } fileName)
            {
                var path = processes.Directories.Write(value);
                files.Add(path);
                environment.AddOfCredential(fileName, path);
            }
        }

        return new Launch(definition.Command, definition.Args, definition.WorkingDirectory ?? home, environment);
    }

    private Launch Archived(BundleDefinition definition, string home, IReadOnlyList<(CredentialField Field, Secret Value)> credentials, string directory)
    {
        var command = new ArchivedCommand(definition, credentials.ToDictionary(each => each.Field.Name, each => each.Value), directory, home);
        var environment = new ChildEnvironment(processes.HostEnvironment, home);

        foreach (var (name, value) in command.Environment)
        {
            if (command.IsSecret(name))
            {
                environment.AddOfCredential(name, value);
            }
            else
            {
                environment.AddOfDefinition(name, value);
            }
        }

        return new Launch(command.Command, command.Arguments, definition.WorkingDirectory ?? directory, environment);
    }

    private async Task<IServerTransport> StartAsync(BundleConfig bundle, Launch launch, LineQuota lines, Redactor redactor)
    {
        var definition = bundle.Definition;
        foreach (var refused in launch.Environment.Refused)
        {
            lines.Add($"The variable {refused} is not handed over: it belongs to Switchyard.");
        }

        var child = await processes.StartAsync(new ChildStart
        {
            Owner = bundle.Key.ToString(),
            Command = launch.Command ?? throw new ServerStartException(ServerStep.Spawn, "The bundle has no command.", []),
            Arguments = launch.Arguments,
            Environment = launch.Environment.Variables,
            WorkingDirectory = launch.WorkingDirectory,
            Limits = new ChildLimits { Memory = definition.Limits.Memory, Processes = definition.Limits.Processes, Files = definition.Limits.Files },
            Eof = definition.Timeouts.Eof,
            Term = definition.Timeouts.Term,
            Redactor = redactor,
            Lines = lines,
        });
        return new StdioTransport(child, definition.Limits.Line, redactor, lines, time, logger);
    }

    private sealed record Launch(string? Command, IReadOnlyList<string> Arguments, string WorkingDirectory, ChildEnvironment Environment);
}
