using Switchyard.Model.Agents;
using Switchyard.Model.Chats;
using Switchyard.Model.Egress;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.agents</c> and <c>server.chats</c>. A field that is absent has its default.</summary>
internal static class AgentSettingsSection
{
    /// <summary>Most addresses of the allow list.</summary>
    public const int MaxAllowed = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static AgentSettings Read(JsonFields fields)
    {
        var (defaults, before, dial) = (AgentSettings.Default, fields.Faults.Count, fields.Object("dial"));
        var allow = fields.Texts("allow", MaxAllowed, 256) ?? [];
        EgressPolicy.Parse(allow, fields.Faults, fields.PathOf("allow"));
        var settings = new AgentSettings
        {
            Dial = Dial(dial, defaults.Dial),
            Allow = allow,
            Heartbeat = fields.Duration("heartbeat", defaults.Heartbeat, Second, TimeSpan.FromMinutes(5)),
            Silent = fields.Duration("silent", defaults.Silent, Second * 2, Hour),
            FirstContact = fields.Duration("firstContact", defaults.FirstContact, TimeSpan.Zero, Day),
            Disconnected = fields.Duration("disconnected", defaults.Disconnected, Second * 2, Day),
            WaitOnline = fields.Duration("waitOnline", defaults.WaitOnline, TimeSpan.Zero, Hour),
            WaitReady = fields.Duration("waitReady", defaults.WaitReady, TimeSpan.Zero, Hour),
            Discovery = fields.Duration("discovery", defaults.Discovery, Second, TimeSpan.FromMinutes(10)),
            Drain = fields.Duration("drain", defaults.Drain, TimeSpan.Zero, Hour),
        };

        // Comparisons make sense between values that are in range only.
        if (fields.Faults.Count == before)
        {
            Compare(fields, dial, settings);
        }

        dial.Finish();
        fields.Finish();
        return settings;
    }

    public static ChatSettings ReadChats(JsonFields fields)
    {
        var (defaults, before) = (ChatSettings.Default, fields.Faults.Count);
        var settings = new ChatSettings
        {
            Lease = fields.Duration("lease", defaults.Lease, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)),
            Renew = fields.Duration("renew", defaults.Renew, Second, TimeSpan.FromMinutes(5)),
            Interrupt = fields.Duration("interrupt", defaults.Interrupt, TimeSpan.FromSeconds(4), Hour),
            StartWorkspaces = fields.Flag("startWorkspaces", defaults.StartWorkspaces),
        };
        if (fields.Faults.Count == before && settings.Lease < settings.Renew * 2)
        {
            fields.Fault("lease", $"Is {Durations.Format(settings.Lease)}; it must be twice renew or longer, which is {Durations.Format(settings.Renew * 2)}.");
        }

        if (fields.Faults.Count == before && settings.Interrupt <= settings.Lease)
        {
            fields.Fault("interrupt", $"Is {Durations.Format(settings.Interrupt)}; it must be longer than lease, which is {Durations.Format(settings.Lease)}.");
        }

        fields.Finish();
        return settings;
    }

    private static AgentDialSettings Dial(JsonFields fields, AgentDialSettings defaults) => new()
    {
        Delay = fields.Duration("delay", defaults.Delay, Tick, Minute),
        Validate = fields.Duration("validate", defaults.Validate, Tick, Minute),
        Timeout = fields.Duration("timeout", defaults.Timeout, Second, TimeSpan.FromMinutes(10)),
        Retries = fields.Whole("retries", defaults.Retries, 0, 1),
        Hedge = fields.Flag("hedge", defaults.Hedge),
        HedgeDelay = fields.Duration("hedgeDelay", defaults.HedgeDelay, Tick, Minute),
    };

    private static void Compare(JsonFields fields, JsonFields dial, AgentSettings settings)
    {
        if (settings.Dial.Timeout < settings.Dial.Delay)
        {
            dial.Fault("timeout", $"Is {Durations.Format(settings.Dial.Timeout)}, shorter than delay ({Durations.Format(settings.Dial.Delay)}).");
        }

        if (settings.Silent <= settings.Heartbeat)
        {
            fields.Fault("silent", $"Is {Durations.Format(settings.Silent)}; it must be longer than heartbeat, which is {Durations.Format(settings.Heartbeat)}.");
        }

        if (settings.Disconnected < settings.Silent)
        {
            fields.Fault("disconnected", $"Is {Durations.Format(settings.Disconnected)}, shorter than silent ({Durations.Format(settings.Silent)}).");
        }
    }
}
