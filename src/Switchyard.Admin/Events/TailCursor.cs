using System.Globalization;
using Switchyard.Hub.Streams;

namespace Switchyard.Admin.Events;

/// <summary>
/// Where a reader of the live tail is in each of its streams. As the id of an event it is the versions in the order of <see cref="Streams"/>, those at the end left out as long as they are 0: <c>42</c>, <c>42.7</c>
/// once there are alerts, <c>42.7.19</c> once a bundle has moved. So the last id alone resumes all of them without a gap.
/// </summary>
internal readonly record struct TailCursor(long Config, long Alerts, long Bundles, long Agents, long Chats)
{
    /// <summary>The streams of the tail. New ones come last, so that ids that readers have stay what they are.</summary>
    public static readonly string[] Streams = [HubStreams.Config, HubStreams.Alerts, HubStreams.BundleStates, HubStreams.Agents, HubStreams.Chats];

    /// <summary>The version in one of <see cref="Streams"/>.</summary>
    public long this[string stream] => stream switch
    {
        HubStreams.Config => Config,
        HubStreams.Alerts => Alerts,
        HubStreams.BundleStates => Bundles,
        HubStreams.Agents => Agents,
        _ => Chats,
    };

    /// <summary>The cursor moved on in one of <see cref="Streams"/>.</summary>
    public TailCursor With(string stream, long version) => stream switch
    {
        HubStreams.Config => this with { Config = version },
        HubStreams.Alerts => this with { Alerts = version },
        HubStreams.BundleStates => this with { Bundles = version },
        HubStreams.Agents => this with { Agents = version },
        _ => this with { Chats = version },
    };

    /// <inheritdoc />
    public override string ToString()
    {
        ReadOnlySpan<long> versions = [Config, Alerts, Bundles, Agents, Chats];
        var said = Math.Max(1, versions.LastIndexOfAnyExcept(0) + 1);
        return string.Join('.', versions[..said].ToArray().Select(version => version.ToString(CultureInfo.InvariantCulture)));
    }

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
