namespace Switchyard.Hub.Streams;

/// <summary>Names of the streams that every database has. A named signal is a stream without content: its version is all there is to know.</summary>
public static class HubStreams
{
    /// <summary>The stream of revisions; every change of the configuration is one event in it.</summary>
    public const string Config = "config";

    /// <summary>Signal: providers or their keys changed.</summary>
    public const string AiProvidersChanged = "ai_providers_changed";

    /// <summary>Signal: users or access keys changed.</summary>
    public const string AccessKeysChanged = "access_keys_changed";

    /// <summary>Signal: documents of the configuration changed.</summary>
    public const string ConfigDocumentsChanged = "config_documents_changed";

    /// <summary>Signal: an earlier revision was put back; documents and providers may have changed.</summary>
    public const string ConfigRolledBack = "config_rolled_back";

    /// <summary>Signal: a canary began or was taken back.</summary>
    public const string ConfigCanaryChanged = "config_canary_changed";

    /// <summary>Signal: the configuration of a module changed.</summary>
    public const string ModulesChanged = "modules_changed";

    /// <summary>Signal: workspaces changed.</summary>
    public const string WorkspacesChanged = "workspaces_changed";

    /// <summary>Signal: definitions, switches or credentials of bundles changed.</summary>
    public const string BundlesChanged = "bundles_changed";

    /// <summary>A type of event, of the signal <see cref="BundlesChanged"/>: a bundle was defined.</summary>
    public const string BundleInstalled = "bundle_installed";

    /// <summary>A type of event, of the signal <see cref="BundlesChanged"/>: a bundle was removed.</summary>
    public const string BundleRemoved = "bundle_removed";

    /// <summary>A type of event, of the signal <see cref="BundlesChanged"/>: the definition of a tool was approved.</summary>
    public const string ToolApproved = "tool_approved";

    /// <summary>Signal: a node said how its bundles are. It is no revision and has no events.</summary>
    public const string BundleReports = "bundle_reports";

    /// <summary>Signal: an exclusive bundle has another owner, or none. It is no revision and has no events.</summary>
    public const string BundleLeases = "bundle_leases";

    /// <summary>Events of nodes: a bundle came into another state. They are no revisions.</summary>
    public const string BundleStates = "bundle_states";

    /// <summary>A type of event in <see cref="BundleStates"/>: a bundle came into another state.</summary>
    public const string BundleStateChanged = "bundle_state_changed";

    /// <summary>A type of event in <see cref="BundleStates"/>: a respawn ended, one way or the other, and with it the bundle came into another state.</summary>
    public const string BundleRespawned = "bundle_respawned";

    /// <summary>A type of event in <see cref="BundleStates"/>: a tool of a bundle that pins its tools is not the approved one, and is withheld.</summary>
    public const string ToolQuarantined = "tool_quarantined";

    /// <summary>Events of builds of workspaces and of their agents. They are no revisions.</summary>
    public const string Agents = "agents";

    /// <summary>A type of event in <see cref="Agents"/>: a build came into another state.</summary>
    public const string WorkspaceBuildChanged = "workspace_build_changed";

    /// <summary>A type of event in <see cref="Agents"/>: an agent came, has another process, or was retired.</summary>
    public const string AgentChanged = "agent_changed";

    /// <summary>Events of chats. They are no revisions.</summary>
    public const string Chats = "chats";

    /// <summary>A type of event in <see cref="Chats"/>: a chat is bound to another workspace, build or agent.</summary>
    public const string ChatBindingChanged = "chat_binding_changed";

    /// <summary>A type of event in <see cref="Chats"/>: a turn began or ended.</summary>
    public const string ChatTurnChanged = "chat_turn_changed";

    /// <summary>Signal: somebody asked for the end of a turn. It is no revision and has no events.</summary>
    public const string ChatCancels = "chat_cancels";

    /// <summary>Signal: somebody signed in to a bundle, is about to, or is not any more. It is no revision and has no events.</summary>
    public const string BundleSignIns = "bundle_sign_ins";

    /// <summary>Signal: the certificate authorities of the forward proxy changed.</summary>
    public const string ProxyAuthoritiesChanged = "proxy_authorities_changed";

    /// <summary>Signal: gateways changed.</summary>
    public const string GatewaysChanged = "gateways_changed";

    /// <summary>Signal: tokens of gateways were issued or revoked.</summary>
    public const string GatewayTokensChanged = "gateway_tokens_changed";

    /// <summary>Signal: the configuration files say something else.</summary>
    public const string ConfigFilesChanged = "config_files_changed";

    /// <summary>Signal: the database was restored to an earlier state, and a new line of revisions begins.</summary>
    public const string ConfigEpochChanged = "config_epoch_changed";

    /// <summary>The audit log; its version is the number of rows.</summary>
    public const string Audit = "audit";

    /// <summary>Signal: a node reported another revision or a rejection. It is no revision and has no events.</summary>
    public const string Nodes = "nodes";

    /// <summary>Signal: an instance of a gateway connected, answered, ended or was superseded. It is no revision and has no events.</summary>
    public const string GatewaySessions = "gateway_sessions";

    /// <summary>Events for people who watch: something needs their attention. They are no revisions.</summary>
    public const string Alerts = "alerts";

    /// <summary>A type of event in <see cref="Alerts"/>: a share of a budget is used.</summary>
    public const string BudgetWarning = "budget_warning";

    /// <summary>A type of event in <see cref="Alerts"/>: so many sign-ins of bundles seem lost at once that none is taken for it.</summary>
    public const string SignInsDoubted = "sign_ins_doubted";
}
