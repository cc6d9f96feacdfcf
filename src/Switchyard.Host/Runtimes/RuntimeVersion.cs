using System.Globalization;

namespace Switchyard.Host.Runtimes;

/// <summary>A version of the ASP.NET Core runtime, ordered as semantic versions are (semver.org §11): a pre-release comes before its release, numbers count as numbers, build metadata counts for nothing.</summary>
internal sealed class RuntimeVersion
{
    private readonly Version _number;
    private readonly string[] _label;
    private readonly string _text;

    private RuntimeVersion(Version number, string[] label, string text)
    {
        _number = number;
        _label = label;
        _text = text;
    }

    /// <summary>The line that is fixed and supported as one.</summary>
    public int Major => _number.Major;

    /// <summary>Reads <c>10.0.0-rc.1.25451.107+abc</c>. Null when it is no such version.</summary>
    public static RuntimeVersion? Read(string? text)
    {
        var plain = text?.Split('+')[0] ?? "";
        var dash = plain.IndexOf('-', StringComparison.Ordinal);
        var label = dash < 0 ? [] : plain[(dash + 1)..].Split('.');
        return Version.TryParse(dash < 0 ? plain : plain[..dash], out var number) && number.Build >= 0 ? new RuntimeVersion(number, label, plain) : null;
    }

    /// <summary>Whether this version came before <paramref name="other"/>.</summary>
    public bool IsBefore(RuntimeVersion other) => Compare(other) < 0;

    public override string ToString() => _text;

    private int Compare(RuntimeVersion other)
    {
        var order = _number.CompareTo(other._number);
        if (order != 0 || (_label.Length == 0) != (other._label.Length == 0))
        {
            return order != 0 ? order : _label.Length == 0 ? 1 : -1;
        }

        for (var i = 0; i < _label.Length && i < other._label.Length; i++)
        {
            order = Compare(_label[i], other._label[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _label.Length.CompareTo(other._label.Length);
    }

    private static int Compare(string left, string right)
    {
        var (leftIsNumber, rightIsNumber) = (TryNumber(left, out var leftNumber), TryNumber(right, out var rightNumber));
        return leftIsNumber && rightIsNumber ? leftNumber.CompareTo(rightNumber)
            : leftIsNumber != rightIsNumber ? leftIsNumber ? -1 : 1
            : string.CompareOrdinal(left, right);
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
