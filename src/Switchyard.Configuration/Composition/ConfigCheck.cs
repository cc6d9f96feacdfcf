using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Composition;

/// <summary>Checks configuration files without a database and without putting anything in force, by the code that a node loads them with.</summary>
public static class ConfigCheck
{
    private static readonly DatabaseRecords NoRecords = new() { Epoch = Guid.Empty, Revision = 0, Providers = [], Users = [], AccessKeys = [], Cuts = [] };

    /// <summary>Checks files and directories as <c>serve --config</c> takes them, variables from the environment included.</summary>
    public static async Task<ConfigCheckResult> FilesAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        try
        {
            return Good(await new FileSource(paths).ReadAsync(cancellationToken));
        }
        catch (ConfigurationRejectedException rejection)
        {
            return new ConfigCheckResult(rejection.Faults, null);
        }
    }

    /// <summary>Checks one text.</summary>
    /// <param name="file">What to call it in faults; <c>.json</c> at its end means JSON, anything else YAML.</param>
    /// <param name="text">The content.</param>
    /// <param name="environment">The value of a variable, or null when it is not set.</param>
    public static ConfigCheckResult Text(string file, string text, Func<string, string?> environment)
    {
        var (part, faults) = new FileReader(environment).Read(file, text);
        return faults.Count == 0 ? Good(part) : new ConfigCheckResult(faults, null);
    }

    private static ConfigCheckResult Good(FilePart part) => new([], Composer.Compose(NoRecords, part));
}
