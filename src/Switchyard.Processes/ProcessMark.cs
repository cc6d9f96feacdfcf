using System.Globalization;

namespace Switchyard.Processes;

/// <summary>
/// The value of <see cref="Variable"/> in the environment of a child. Every descendant inherits it, whatever session or parent it chooses, so that all of them are found in <c>/proc</c>.
/// </summary>
/// <param name="Installation">Of who starts children (<see cref="ProcessSettings.InstallationId"/>).</param>
/// <param name="Boot">Of its run.</param>
/// <param name="Owner">Whose process it is, as <see cref="ChildStart.Owner"/>.</param>
/// <param name="Incarnation">Grows with every process that this run starts, so that no two ever share a mark.</param>
internal readonly record struct ProcessMark(string Installation, string Boot, string Owner, long Incarnation)
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "SWITCHYARD_PROCESS";

    /// <summary>How the marks of all boots of an installation begin.</summary>
    public static string OfInstallation(string installation) => installation + "/";

    /// <summary>How the marks of one boot begin.</summary>
    public static string OfBoot(string installation, string boot) => $"{installation}/{boot}/";

    /// <summary><c>installation/boot/owner/incarnation</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Installation}/{Boot}/{Owner}/{Incarnation}");
}
