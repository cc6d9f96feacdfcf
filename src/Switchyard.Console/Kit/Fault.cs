using Switchyard.Admin.Client.Problems;

namespace Switchyard.Console.Kit;

/// <summary>What went wrong, in words for whoever looks at the page.</summary>
internal static class Fault
{
    /// <summary>Whether <paramref name="broken"/> is something that can go wrong, not a mistake of the page.</summary>
    public static bool IsExpected(Exception broken) => broken is SwitchyardApiException or HttpRequestException or IOException or TimeoutException;

    /// <summary>The API's own words where it answered.</summary>
    public static string TextOf(Exception broken) => broken is SwitchyardApiException refused ? refused.Message : "The control plane did not answer. It may be stopping.";
}
