using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parts;

namespace Switchyard.Configuration.Composition;

/// <summary>Checks configuration files without a database and without putting anything in force, by the code that a node loads them with.</summary>
public static class ConfigCheck
{
    /// <summary>Checks files and directories as <c>serve --config</c> takes them.</summary>
    /// <param name="paths">Files and directories, later ones win.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <param name="environment">The value of a variable, or null when it is not set; the process environment if left out.</param>
    public static async Task<ConfigCheckResult> FilesAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken, Func<string, string?>? environment = null)
    {
        if (paths.Count == 0)
        {
            return new ConfigCheckResult([new ConfigurationFault(null, 0, 0, "", "There is nothing to check: no file and no directory was given.")], null);
        }

        try
        {
            return Good(await new FileSource(paths, environment).ReadAsync(cancellationToken));
        }
        catch (ConfigurationRejectedException rejection)
        {
            return new ConfigCheckResult(rejection.Faults, null);
        }
    }

    /// <summary>
    /// Checks one text that somebody else sent. No variable of this process is looked up: neither its value nor whether it is set can be told by the answer. A reference has its default;
    /// a field with a reference that has none is not judged and is listed in <see cref="ConfigCheckResult.Unknown"/>.
    /// </summary>
    /// <param name="file">What to call it in faults.</param>
    /// <param name="text">The content.</param>
    /// <param name="format">How it is written.</param>
    public static ConfigCheckResult Foreign(string file, string text, FileFormat format)
    {
        var (part, faults, unknown) = new FileReader(environment: null).Read(file, text, format);
        return Judge(part, faults) with { Unknown = unknown };
    }

    /// <summary>Checks one text.</summary>
    /// <param name="file">What to call it in faults; <c>.json</c> at its end means JSON, anything else YAML.</param>
    /// <param name="text">The content.</param>
    /// <param name="environment">The value of a variable, or null when it is not set.</param>
    public static ConfigCheckResult Text(string file, string text, Func<string, string?> environment)
    {
        var (part, faults) = new FileReader(environment).Read(file, text);
        return Judge(part, faults);
    }

    private static ConfigCheckResult Judge(FilePart part, IReadOnlyList<ConfigurationFault> faults)
    {
        ConfigurationFault[] all = [.. faults, .. PartRules.Faults(part)];
        return all.Length == 0 ? Good(part) : new ConfigCheckResult(all, null);
    }

    private static ConfigCheckResult Good(FilePart part) => new([], Composer.Compose(DatabaseRecords.None, part));
}
