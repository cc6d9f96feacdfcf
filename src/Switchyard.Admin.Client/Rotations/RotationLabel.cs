using System.Text.RegularExpressions;

namespace Switchyard.Admin.Client.Rotations;

/// <summary>
/// The label of a key that is about to replace another, until it has: <c>prod (replaces 0199…)</c>. It is where a rotation stands that was cut off: whoever runs it again finds both keys by it, and
/// what the new one will be called.
/// </summary>
/// <param name="Final">The label without the mark.</param>
/// <param name="Replaces">Id of the key that goes.</param>
public sealed partial record RotationLabel(string Final, Guid Replaces)
{
    private const int MaxLabel = 128;

    /// <summary>Reads a label; null when it is not of a key that is about to replace another.</summary>
    public static RotationLabel? Read(string label) =>
        Mark().Match(label) is { Success: true } match ? new RotationLabel(match.Groups["final"].Value, Guid.ParseExact(match.Groups["id"].Value, "D")) : null;

    /// <summary>The label as it is stored, at most 128 characters.</summary>
    public override string ToString()
    {
        var mark = $"(replaces {Replaces:D})";
        return Final.Length == 0 ? mark : $"{(Final.Length + 1 + mark.Length > MaxLabel ? Final[..(MaxLabel - 1 - mark.Length)] : Final)} {mark}";
    }

    [GeneratedRegex(@"^(?<final>.*?) ?\(replaces (?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
