namespace Switchyard.Console.Feed;

/// <summary>Which events concern a page; the names are those of the API.</summary>
internal static class Topics
{
    // A change of documents, files, or the whole history may touch anything.
    private static readonly string[] Configuration = ["config_documents_changed", "config_files_changed", "config_epoch_changed", "config_canary_changed"];

    public static readonly string[] Providers = ["ai_providers_changed", "secrets_changed", .. Configuration];
    public static readonly string[] Access = ["access_keys_changed", .. Configuration];
    public static readonly string[] Workspaces = ["workspaces_changed", "workspace_build_changed", "agent_changed"];
    public static readonly string[] Bundles = ["bundles_changed", "bundle_installed", "bundle_removed", "bundle_state_changed", "bundle_respawned", "tool_quarantined", "tool_approved", "workspaces_changed", .. Configuration];
    public static readonly string[] Documents = Configuration;
    public static readonly string[] Chats = ["chat_binding_changed", "chat_turn_changed", "agent_changed"];
    public static readonly string[] Gateways = ["gateways_changed", "gateway_tokens_changed", .. Configuration];
}
