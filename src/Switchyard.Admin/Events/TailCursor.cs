using System.Globalization;
using Switchyard.Hub.Streams;

namespace Switchyard.Admin.Events;

/// <summary>
/// Where a reader of the live tail is: in the stream of revisions, in that of alerts and in that of bundles. As the id of an event it is <c>42</c>, <c>42.7</c> once there are alerts, and <c>42.7.19</c> once a bundle
/// has moved, so the last id alone resumes all of them without a gap.
/// </summary>
internal readonly record struct TailCursor(long Config, long Alerts, long Bundles)
{
    /// <summary>The streams of the tail.</summary>
    public static readonly string[] Streams = [HubStreams.Config, HubStreams.Alerts, HubStreams.BundleStates];

    /// <summary>The version in one of <see cref="Streams"/>.</summary>
    public long this[string stream] => stream switch
    {
        HubStreams.Config => Config,
        HubStreams.Alerts => Alerts,
        _ => Bundles,
    };

    /// <summary>The cursor moved on in one of <see cref="Streams"/>.</summary>
    public TailCursor With(string stream, long version) => stream switch
    {
        HubStreams.Config => this with { Config = version },
        HubStreams.Alerts => this with { Alerts = version },
        _ => this with { Bundles = version },
    };

    /// <inheritdoc />
    public override string ToString() => (Alerts, Bundles) switch
    {
        (0, 0) => Config.ToString(CultureInfo.InvariantCulture),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{Config}.{Alerts}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Config}.{Alerts}.{Bundles}"),
    };

    /// <summary>Reads an id.</summary>
    public static bool TryParse(string text, out TailCursor cursor)
    {
        cursor = default;
        var parts = text.Split('.');
        if (parts.Length > Streams.Length)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return false;
            }

            cursor = cursor.With(Streams[i], version);
        }

        return true;
    }
}
