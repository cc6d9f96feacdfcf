using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>A unit file of systemd: the values of each setting, in order.</summary>
internal static class Unit
{
    public static ILookup<string, string> Read(string path) =>
        Tree.Lines(path).Where(static line => line.Length > 0 && line[0] is not ('#' or '[')).Select(static line => line.Split('=', 2)).ToLookup(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
}
