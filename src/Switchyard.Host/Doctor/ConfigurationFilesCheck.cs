using Switchyard.Configuration.Composition;
using Switchyard.Model.Revisions;

namespace Switchyard.Host.Doctor;

/// <summary>The configuration files, by the code that a node loads them with and with the variables that are set here.</summary>
internal static class ConfigurationFilesCheck
{
    private const string Check = "configuration";

    public static async Task<(IReadOnlyList<Finding> Findings, ConfigurationModel? Model)> RunAsync(IReadOnlyList<string> paths, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return ([], null);
        }

        var result = await ConfigCheck.FilesAsync(paths, cancellationToken, environment);
        return result.IsGood
            ? ([new Finding(Check, FindingState.Ok, $"{string.Join(", ", paths)}: every line is understood.")], result.Model)
            : ([.. result.Faults.Select(static fault => new Finding(Check, FindingState.Failed, fault.ToString(), "Correct it there; a node that runs keeps the last good configuration until then."))], null);
    }
}
