namespace Switchyard.Edge.Tests.Rigs;

internal static class Patience
{
    /// <summary>The one time limit of everything a test waits for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
}
