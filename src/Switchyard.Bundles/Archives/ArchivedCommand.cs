using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Archives;

/// <summary>What a bundle of an archive runs, with the variables of its manifest replaced by where it was unpacked, its home, and what is set.</summary>
internal sealed class ArchivedCommand
{
    private readonly ArchiveManifest _manifest;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _settings;
    private readonly IReadOnlyDictionary<string, Secret> _credentials;
    private readonly string _directory;
    private readonly string _home;

    /// <param name="definition">The definition, which has a manifest.</param>
    /// <param name="credentials">Values of its credentials by field.</param>
    /// <param name="directory">Where the archive was unpacked.</param>
    /// <param name="home">Home of the bundle.</param>
    public ArchivedCommand(BundleDefinition definition, IReadOnlyDictionary<string, Secret> credentials, string directory, string home)
    {
        (_manifest, _settings, _credentials, _directory, _home) = (definition.Manifest!, definition.Settings, credentials, directory, home);
        var command = Replace(_manifest.Command);

        // The format's own examples name programs of the archive like this.
        Command = command.Contains('/', StringComparison.Ordinal) && command[0] != '/' ? Path.Combine(directory, command) : command;
        Arguments = [.. _manifest.Args.SelectMany(Argument)];
        Environment = _manifest.Environment.Where(variable => !IsWithoutValue(variable.Value)).ToDictionary(variable => variable.Key, variable => Replace(variable.Value));
    }

    public string Command { get; }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Variables; one that is nothing but a field without a value is left out.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Whether a variable carries a credential.</summary>
    public bool IsSecret(string variable) => _manifest.Environment.TryGetValue(variable, out var text) && ArchiveVariables.FieldsIn(text).Any(_credentials.ContainsKey);

    /// <summary>An argument that is nothing but a field is as many arguments as the field has values.</summary>
    private IEnumerable<string> Argument(string text) => ArchiveVariables.WholeField(text) is { } key ? Values(key) : [Replace(text)];

    private bool IsWithoutValue(string text) => ArchiveVariables.WholeField(text) is { } key && !_credentials.ContainsKey(key) && Values(key).Count == 0;

    private string Replace(string text) => ArchiveVariables.Replace(text, _directory, _home, key => _credentials.TryGetValue(key, out var secret) ? secret.Reveal() : string.Join(',', Values(key)));

    private IReadOnlyList<string> Values(string key)
    {
        if (_settings.TryGetValue(key, out var values))
        {
            return values;
        }

        var field = _manifest.Fields.FirstOrDefault(field => field.Key == key);
        return [.. (field is null or { Sensitive: true } ? [] : field.Default).Select(text => ArchiveVariables.Replace(text, _directory, _home, static _ => null))];
    }
}
