namespace Switchyard.Cli.Configuration;

/// <summary>Checks configuration files here, without a running system, by the code that a node loads them with. The program brings it: these verbs know a system only by its API.</summary>
public interface IConfigurationChecker
{
    /// <summary>Everything that is wrong with the files and directories <paramref name="paths"/>, laid over each other as <c>serve --config</c> does; empty when a node would take them.</summary>
    Task<IReadOnlyList<ConfigFault>> CheckAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}
