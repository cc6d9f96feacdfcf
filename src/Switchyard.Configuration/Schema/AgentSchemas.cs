using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Agents;
using Switchyard.Model.Chats;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of <c>server.agents</c> and <c>server.chats</c>.</summary>
internal static class AgentSchemas
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static JsonObject Agents()
    {
        var (defaults, dial) = (AgentSettings.Default, AgentDialSettings.Default);
        return Section(
            "How agents of workspaces are followed and dialled.",
            ("dial", Section(
                "How an agent is dialled.",
                ("delay", Duration("How long a dial may be pending before the database is asked whether it is the right agent.", Tick, Minute, dial.Delay)),
                ("validate", Duration("How long the database may take for that answer.", Tick, Minute, dial.Validate)),
                ("timeout", Duration("All time of a dial, the retry included; not shorter than delay.", Second, TimeSpan.FromMinutes(10), dial.Timeout)),
                ("retries", Whole("How often a failed dial of the right agent is tried again.", 0, 1, dial.Retries)),
                ("hedge", Flag("Whether a second connection is begun beside one that is slow.", dial.Hedge)),
                ("hedgeDelay", Duration("How long after that answer the second connection is begun.", Tick, Minute, dial.HedgeDelay)))),
            ("allow", Texts("Addresses that a node may dial for an agent besides the one it registered from: CIDRs, addresses and host names.", AgentSettingsSection.MaxAllowed)),
            ("heartbeat", Duration("How often an agent is told to register again.", Second, TimeSpan.FromMinutes(5), defaults.Heartbeat)),
            ("silent", Duration("Silence after which an agent counts as disconnected; longer than heartbeat.", Second * 2, Hour, defaults.Silent)),
            ("firstContact", Duration("How long after its build an agent may be seen for the first time; 0 for no limit.", TimeSpan.Zero, Day, defaults.FirstContact)),
            ("disconnected", Duration("Silence after which people are told to stop and start the workspace; not shorter than silent.", Second * 2, Day, defaults.Disconnected)),
            ("waitOnline", Duration("How long a turn waits for the agent of a workspace that was just started.", TimeSpan.Zero, Hour, defaults.WaitOnline)),
            ("waitReady", Duration("How long a turn waits for the agent's start-up to be done.", TimeSpan.Zero, Hour, defaults.WaitReady)),
            ("discovery", Duration("How long the discovery of an agent's tools may take, the dial included.", Second, TimeSpan.FromMinutes(10), defaults.Discovery)),
            ("drain", Duration("How long calls at a retired agent may go on.", TimeSpan.Zero, Hour, defaults.Drain)));
    }

    public static JsonObject Chats()
    {
        var defaults = ChatSettings.Default;
        return Section(
            "How turns of chats are held by nodes, and what they may.",
            ("lease", Duration("How long a turn is its node's without a renewal; twice renew or longer.", TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10), defaults.Lease)),
            ("renew", Duration("How often the lease is renewed.", Second, TimeSpan.FromMinutes(5), defaults.Renew)),
            ("interrupt", Duration("When a turn whose node died is interrupted at the latest, after its last renewal; longer than lease.", TimeSpan.FromSeconds(4), Hour, defaults.Interrupt)),
            ("startWorkspaces", Flag("Whether chats have a tool that starts workspaces which their users may use.", defaults.StartWorkspaces)));
    }
}
