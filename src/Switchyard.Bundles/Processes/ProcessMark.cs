using System.Globalization;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Processes;

/// <summary>
/// The value of <see cref="Variable"/> in the environment of a bundle's process. Every descendant inherits it, whatever session or parent it chooses, so that all of them are found in <c>/proc</c>.
/// </summary>
/// <param name="Installation">Of the node (<see cref="ProcessSettings.InstallationId"/>).</param>
/// <param name="Boot">Of the node's run.</param>
/// <param name="Bundle">Whose process it is.</param>
/// <param name="Incarnation">Grows with every process that this run starts, so that no two ever share a mark.</param>
internal readonly record struct ProcessMark(string Installation, string Boot, BundleKey Bundle, long Incarnation)
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "SWITCHYARD_BUNDLE";

    /// <summary>How the marks of all boots of an installation begin.</summary>
    public static string OfInstallation(string installation) => installation + "/";

    /// <summary>How the marks of one boot begin.</summary>
    public static string OfBoot(string installation, string boot) => $"{installation}/{boot}/";

    /// <summary><c>installation/boot/workspace/bundle/incarnation</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Installation}/{Boot}/{Bundle.Workspace}/{Bundle.Bundle}/{Incarnation}");
}
