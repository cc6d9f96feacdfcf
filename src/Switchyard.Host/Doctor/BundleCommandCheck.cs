using Switchyard.Processes;

namespace Switchyard.Host.Doctor;

/// <summary>Whether the program of each bundle that is one is on this machine, looked up as its start does.</summary>
internal static class BundleCommandCheck
{
    public static IEnumerable<Finding> Run(IEnumerable<(string Name, string Command, string? WorkingDirectory)> bundles, Func<string, string?> environment)
    {
        foreach (var (name, command, directory) in bundles)
        {
            yield return CommandPath.Find(command, environment("PATH"), directory ?? "/") is { } found
                ? new Finding($"bundle {name}", FindingState.Ok, $"{found} is there.")
                : new Finding($"bundle {name}", FindingState.Failed, $"There is no program '{command}' in PATH ({environment("PATH") ?? CommandPath.OfSystem}).", "Install it on this machine or in the image, or name it with its path.");
        }
    }
}
