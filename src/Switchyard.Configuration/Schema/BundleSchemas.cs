using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schemas of <c>bundles</c> and <c>server.bundles</c>.</summary>
internal static class BundleSchemas
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static JsonObject Bundles() => Named(
        "MCP servers of workspaces.",
        FileSection.MaxObjects,
        "An MCP server, in one workspace or several. What a file defines can not be changed by the API; credentials, start, stop and respawn can.",
        ["name", "type"],
        ("name", Text("Its name in each of its workspaces: lower-case letters, digits and single hyphens, at most 63 characters.")),
        ("workspace", Text("The workspace that has it.")),
        ("workspaces", Texts("The workspaces that have it, instead of workspace.", BundleSection.MaxWorkspaces)),
        ("type", new JsonObject
        {
            ["description"] = "How it is reached: stdio (or process) is a child process of the node, mcpb one out of an archive, http and sse are remote servers.",
            ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Types(BundleTypes.Names) }, Reference(), new JsonObject { ["type"] = "null" }),
        }),
        ("displayName", Text("What people call it, at most 128 characters.")),
        ("command", Text("Program of a process, looked up in PATH unless it has a slash. No shell reads it.")),
        ("args", Texts("Arguments, handed over as they are.", BundleRules.MaxArgs)),
        ("cwd", Text("Absolute working directory of a process; one of its own if it is left out.")),
        ("url", Text("Absolute address of a remote server, https unless insecure.")),
        ("archive", Text("The MCPB archive of a bundle of the type mcpb: a path, relative to the directory of this file. Command, arguments, environment and credentials are what its manifest says.")),
        ("settings", Settings("Fields of the archive that are no secrets, by key.")),
        ("insecure", Flag("Whether the address of a remote server may be plain http.", false)),
        ("env", Map("Environment variables of a process that are no secrets.")),
        ("headers", Map("Headers to a remote server that are no secrets.")),
        ("credentials", List("Credentials it takes.", CredentialRules.MaxFields, Credential())),
        ("authorization", Authorization()),
        ("exclusive", Flag("Whether the old process must end before a new one starts.", false)),
        ("protected", Flag("Whether respawn, stop and removal are refused.", false)),
        ("eager", Flag("Whether it starts with the node instead of with the first call.", false)),
        ("serial", Flag("Whether its calls run one after another.", false)),
        ("pinTools", Flag("Whether a tool that is not the approved one is withheld.", false)),
        ("protocol", Text($"Version of the protocol to speak ({string.Join(", ", BundleProtocols.Supported)}); the newest both sides know if it is left out.")),
        ("allow", Texts("Patterns (*, ?) of names of tools that are offered; all if it is left out.", BundleRules.MaxPatterns)),
        ("deny", Texts("Patterns of names of tools that are not offered, whatever allow says.", BundleRules.MaxPatterns)),
        ("limits", Limits()),
        ("timeouts", Timeouts()));

    public static JsonObject Settings()
    {
        var defaults = BundleSettings.Default;
        return Section(
            "How nodes run bundles.",
            ("backoff", Section(
                "Waits before a crashed bundle is started again.",
                ("first", Duration("The first wait.", Shortest, Hour, defaults.BackoffFirst)),
                ("longest", Duration("The longest wait; not shorter than first.", Shortest, Hour, defaults.BackoffLongest)),
                ("reset", Duration("Time of health after which the waits begin anew.", Shortest, Hour, defaults.BackoffReset)))),
            ("burst", Section(
                "Failures after which a bundle is dead.",
                ("count", Whole("How many.", 1, 1000, defaults.BurstCount)),
                ("within", Duration("Within which time.", Shortest, Hour, defaults.BurstWithin)))),
            ("rearm", Duration("Time between two tries of a dead bundle.", Shortest, Day, defaults.Rearm)),
            ("concurrentStarts", Whole("Bundles that a node starts at once.", 1, 1000, defaults.ConcurrentStarts)),
            ("probe", Section(
                "How running bundles are probed.",
                ("every", Duration("Time between two probes.", Shortest, Day, defaults.ProbeEvery)),
                ("timeout", Duration("Longest time of a probe.", Shortest, Hour, defaults.ProbeTimeout)),
                ("misses", Whole("Failed probes in a row after which a bundle is restarted.", 1, 100, defaults.ProbeMisses)))),
            ("recover", Duration("Least time between two recoveries that calls ask for.", Shortest, Hour, defaults.Recover)),
            ("pageSize", Whole("Tools on a page of tools/list.", 1, 10_000, defaults.PageSize)),
            ("commands", Texts("The only commands that definitions may have; any if it is left out.", BundleSettingsSection.MaxCommands)),
            ("lease", Section(
                "How one node owns an exclusive bundle.",
                ("time", Duration("How long it does without renewal; longer than twice renew.", TimeSpan.FromMilliseconds(100), Hour, defaults.Lease)),
                ("renew", Duration("Time between two renewals.", Shortest, Hour, defaults.LeaseRenew)))),
            ("auth", Section(
                "How remote bundles are signed in to.",
                ("start", Duration("Longest time from the wish to sign in to the address for it.", TimeSpan.FromMilliseconds(100), Minute * 10, defaults.SignInStart)),
                ("state", Duration("How long a sign-in waits for its person.", Second, Hour, defaults.SignInState)),
                ("callback", Text("Address of the control plane as browsers reach it; the one that the sign-in was asked for at if it is left out.")))),
            ("revalidate", Section(
                "How sign-ins are checked.",
                ("every", Duration("Time between two checks.", TimeSpan.FromMilliseconds(100), Day, defaults.RevalidateEvery)),
                ("parallel", Whole("Sign-ins that are checked at once.", 1, 1000, defaults.RevalidateParallel)),
                ("losses", Whole("Failed checks in a row after which a sign-in is lost.", 1, 100, defaults.RevalidateLosses)),
                ("floor", Whole("So many may be lost in one check, or share of all; if more would be, none is.", 0, 1_000_000, defaults.RevalidateFloor)),
                ("share", Whole("In percent.", 0, 100, defaults.RevalidateShare)))));
    }

    public static JsonObject Mcp() => Section(
        "Who may address /mcp.",
        ("allowedHosts", Texts("Host names under which the data plane is known, without ports; * for any. Loopback names and the address of the connection are always allowed.", McpSection.MaxEntries)),
        ("allowedOrigins", Texts("Origins of web pages that may call, as scheme://host[:port]; * for any.", McpSection.MaxEntries)));

    private static JsonObject Credential() => Section(
        "A credential. It is handed over in exactly one way.",
        ("name", Text("Unique within the bundle.")),
        ("env", Text("Environment variable that carries the value.")),
        ("fileEnv", Text("Environment variable that carries the path of a file with the value.")),
        ("header", Text("Header that carries the value to a remote server.")),
        ("required", Flag("Whether the bundle can not start without it.", false)),
        ("description", Text("What people read beside the field.")),
        ("value", Text("What holds while no value is stored; best a reference to a variable.")));

    private static JsonObject Authorization() => Section(
        "How a remote server is signed in to.",
        ("per", Choice("Whose sign-in it is: one that the workspace shares, or one of each user.", SignInTerms.Workspace, SignInTerms.Workspace, SignInTerms.User)),
        ("clientId", Text("Client that the authorization server knows Switchyard by; Switchyard registers itself if it is left out.")),
        ("scopes", Texts("What is asked for; what the server says it needs if it is left out.", SignInTerms.MaxScopes)));

    private static JsonObject Limits()
    {
        var defaults = BundleLimits.Default;
        return Section(
            "What it may use at most; more ends it alone.",
            ("calls", Whole("Calls in flight.", 1, 10_000, defaults.Calls)),
            ("memory", Whole("Bytes of memory of all its processes together.", 16L << 20, 1L << 40, defaults.Memory)),
            ("processes", Whole("Processes.", 1, 10_000, defaults.Processes)),
            ("files", Whole("Open files of one process.", 16, 1 << 20, defaults.Files)),
            ("line", Whole("Bytes of one message.", 64 << 10, 256 << 20, defaults.Line)),
            ("log", Whole("Lines of standard error that are kept.", 10, 100_000, defaults.Log)));
    }

    private static JsonObject Timeouts()
    {
        var defaults = BundleTimeouts.Default;
        return Section(
            "How long its steps may take.",
            ("start", Duration("From the start to the first tool list; 30s of a process and 15s of a remote server if it is left out.", Second, Minute * 10)),
            ("drain", Duration("How long calls in flight may go on after a swap.", TimeSpan.Zero, Hour, defaults.Drain)),
            ("gap", Duration("How long calls wait while an exclusive bundle is between two processes.", TimeSpan.Zero, Minute, defaults.Gap)),
            ("eof", Duration("From the end of standard input to SIGTERM.", TimeSpan.Zero, Minute, defaults.Eof)),
            ("term", Duration("From SIGTERM to SIGKILL.", TimeSpan.Zero, Minute, defaults.Term)),
            ("call", Duration("One call of a tool.", Second, Hour, defaults.Call)));
    }

    private static JsonObject Settings(string description) => new()
    {
        ["description"] = description,
        ["type"] = Types("object", "null"),
        ["maxProperties"] = SettingValues.MaxValues,
        ["additionalProperties"] = new JsonObject { ["type"] = Types("string", "number", "boolean", "array", "null") },
    };

    private static JsonObject Map(string description) => new()
    {
        ["description"] = description,
        ["type"] = Types("object", "null"),
        ["maxProperties"] = BundleRules.MaxVariables,
        ["additionalProperties"] = new JsonObject { ["type"] = Types("string", "number", "boolean", "null") },
    };
}
