using System.Globalization;
using Switchyard.Hub.Streams;

namespace Switchyard.Admin.Events;

/// <summary>
/// Where a reader of the live tail is: in the stream of revisions, and in the stream of alerts. As the id of an event it is <c>42</c>, or <c>42.7</c> once there are alerts, so the last id
/// alone resumes both without a gap.
/// </summary>
internal readonly record struct TailCursor(long Config, long Alerts)
{
    /// <summary>The streams of the tail.</summary>
    public static readonly string[] Streams = [HubStreams.Config, HubStreams.Alerts];

    /// <summary>The version in one of <see cref="Streams"/>.</summary>
    public long this[string stream] => stream == HubStreams.Config ? Config : Alerts;

    /// <summary>The cursor moved on in one of <see cref="Streams"/>.</summary>
    public TailCursor With(string stream, long version) => stream == HubStreams.Config ? this with { Config = version } : this with { Alerts = version };

    /// <inheritdoc />
    public override string ToString() =>
        Alerts == 0 ? Config.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Config}.{Alerts}");

    /// <summary>Reads an id.</summary>
    public static bool TryParse(string text, out TailCursor cursor)
    {
        cursor = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var alerts = 0L;
        if (!TryNumber(dot < 0 ? text : text[..dot], out var config) || (dot >= 0 && !TryNumber(text[(dot + 1)..], out alerts)))
        {
            return false;
        }

        cursor = new TailCursor(config, alerts);
        return true;
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
