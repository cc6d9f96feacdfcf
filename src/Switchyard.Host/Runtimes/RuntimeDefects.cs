using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Switchyard.Host.Runtimes;

/// <summary>
/// The request-smuggling defects that are known of the runtime Switchyard runs on. A gateway that reads where one request ends otherwise than its neighbours do hands one
/// client's words to another's credentials, so a node does not start on such a runtime.
/// </summary>
internal static class RuntimeDefects
{
    private static readonly RuntimeDefect[] Known =
    [
        // Chunk extensions with a bare line feed; advisory of October 2025.
        new("CVE-2025-55315", [.. new[] { "8.0.21", "9.0.10", "10.0.0-rc.2" }.Select(version => RuntimeVersion.Read(version)!)]),
    ];

    /// <summary>The version of the ASP.NET Core runtime of this process, as its server library names itself.</summary>
    public static string Running { get; } = typeof(KestrelServerOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Why a node must not start on ASP.NET Core <paramref name="version"/>, in one line; null when nothing is known against it.</summary>
    public static string? Refusal(string version)
    {
        // A version that can not be read is a build of somebody's own: what it has and lacks is not in the table.
        if (RuntimeVersion.Read(version) is not { } running || Known.FirstOrDefault(defect => defect.Affects(running)) is not { } found)
        {
            return null;
        }

        return $"ASP.NET Core {running} lets requests be smuggled past it ({found.Id}), so no node starts on it. Install {string.Join(", ", found.FixedIn)} or a later one.";
    }
}
