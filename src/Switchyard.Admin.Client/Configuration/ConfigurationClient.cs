using System.Text;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Problems;

namespace Switchyard.Admin.Client.Configuration;

/// <summary>Shows, checks and reloads the configuration as a whole.</summary>
public sealed class ConfigurationClient
{
    private const string Root = $"{ApiPaths.Root}/config";
    private readonly ApiConnection _connection;

    internal ConfigurationClient(ApiConnection connection) => _connection = connection;

    /// <summary>The configuration this node runs.</summary>
    public Task<ConfigurationSnapshot> GetAsync(CancellationToken cancellationToken = default) =>
        _connection.GetAsync(Root, ConfigurationJson.Default.ConfigurationSnapshot, cancellationToken);

    /// <summary>Reads the sources now.</summary>
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken = default) =>
        _connection.PostAsync($"{Root}/reload", null, ConfigurationJson.Default.ReloadResult, cancellationToken);

    /// <summary>Checks a configuration text; nothing is changed and no variable of the node is looked up.</summary>
    /// <param name="file">What to call it in faults; <c>.json</c> at its end means JSON, anything else YAML.</param>
    /// <param name="text">The content, at most 4 MiB.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwitchyardApiException">Code <c>invalid_configuration</c>: its errors are the faults, with file, line and column.</exception>
    public Task<ConfigurationCheck> CheckAsync(string file, string text, CancellationToken cancellationToken = default) => _connection.PostAsync(
        ApiPaths.WithQuery($"{Root}/check", ("file", file)),
        Encoding.UTF8.GetBytes(text),
        ConfigurationJson.Default.ConfigurationCheck,
        cancellationToken,
        file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : "application/yaml");
}
