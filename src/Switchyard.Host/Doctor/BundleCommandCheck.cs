using Switchyard.Processes;

namespace Switchyard.Host.Doctor;

/// <summary>Whether the program of each bundle that is one is on this machine, looked up as its start does.</summary>
internal static class BundleCommandCheck
{
    public static IEnumerable<Finding> Run(IEnumerable<BundleProgram> bundles, Func<string, string?> environment)
    {
        foreach (var (name, command, directory, own) in bundles)
        {
            var path = own ?? environment("PATH");
            yield return CommandPath.Find(command, path, directory ?? "/") is { } found
                ? new Finding($"bundle {name}", FindingState.Ok, $"{found} is there.")
                : new Finding($"bundle {name}", FindingState.Failed, $"There is no program '{command}' in PATH ({path ?? CommandPath.OfSystem}).", "Install it on this machine or in the image, or name it with its path.");
        }
    }
}
