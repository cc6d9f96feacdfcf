using System.Reflection;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>version</c> and <c>requires</c>: a file says what it needs to be understood, and is refused by naming what is missing.</summary>
internal static class Requirements
{
    /// <summary>What <c>requires.features</c> may name: everything this version can be configured to do.</summary>
    public static IReadOnlyList<string> Features { get; } = ["providers", "routes", "modules", "bundles", "limits", "prices", "access", "recording", "telemetry", "detection"];

    public static void Check(JsonFields root)
    {
        var before = root.Faults.Count;
        var version = root.Whole("version", 0, int.MaxValue);
        if (version != 1 && root.Faults.Count == before)
        {
            root.Fault("version", version is null ? "Is required: version: 1." : $"Version {version} of the configuration format is not known; this is version 1.");
        }

        var requires = root.Object("requires");
        if (requires.Text("switchyard", 32) is { } least)
        {
            var own = Assembly.GetExecutingAssembly().GetName().Version!;
            if (!Version.TryParse(least, out var needed))
            {
                requires.Fault("switchyard", "Must be a version such as 0.1.0.");
            }
            else if (needed > new Version(own.Major, own.Minor, own.Build))
            {
                requires.Fault("switchyard", $"Needs Switchyard {least} or later; this is {own.ToString(3)}.");
            }
        }

        var features = requires.Texts("features", 100, 64) ?? [];
        for (var i = 0; i < features.Count; i++)
        {
            if (!Features.Contains(features[i], StringComparer.Ordinal))
            {
                requires.Fault($"features[{i}]", $"This version has no feature '{features[i]}'; it has {string.Join(", ", Features)}.");
            }
        }

        requires.Finish();
    }
}
