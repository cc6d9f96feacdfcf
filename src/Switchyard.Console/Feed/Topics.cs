namespace Switchyard.Console.Feed;

/// <summary>Which events concern a page; the names are those of the API.</summary>
internal static class Topics
{
    // A change of documents, files, or the whole history may touch anything.
    private static readonly string[] Configuration = ["config_documents_changed", "config_files_changed", "config_epoch_changed", "config_canary_changed"];

    public static readonly string[] Providers = ["ai_providers_changed", "secrets_changed", .. Configuration];
    public static readonly string[] Gateways = ["gateways_changed", "gateway_tokens_changed", .. Configuration];
}
