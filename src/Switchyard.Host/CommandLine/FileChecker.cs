using Switchyard.Cli.Configuration;
using Switchyard.Configuration.Composition;

namespace Switchyard.Host.CommandLine;

/// <summary>Checks configuration files with the environment of this process, as a node that is started here would.</summary>
internal sealed class FileChecker(Func<string, string?> environment) : IConfigurationChecker
{
    public async Task<IReadOnlyList<ConfigFault>> CheckAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
    [
        .. (await ConfigCheck.FilesAsync(paths, cancellationToken, environment)).Faults
            .Select(fault => new ConfigFault(fault.File, fault.Line, fault.Column, fault.Path, fault.Detail)),
    ];
}
