namespace Switchyard.Storage.Secrets;

/// <summary>The list of all columns that hold sealed values. What is not in it is not rotated, and its key can be retired by mistake: add new ones here.</summary>
public static class SealedColumns
{
    /// <summary>Keys of providers.</summary>
    public static SealedColumn ProviderKeys { get; } = new("provider_keys", "sealed");

    /// <summary>Secret settings of providers.</summary>
    public static SealedColumn ProviderSettings { get; } = new("providers", "settings_sealed");

    /// <summary>Answers kept for idempotency keys.</summary>
    public static SealedColumn IdempotencyAnswers { get; } = new("idempotency_keys", "answer_sealed");

    /// <summary>Data keys of the texts that lives of nodes recorded.</summary>
    public static SealedColumn RecordingLives { get; } = new("recording_lives", "sealed_key");

    /// <summary>Texts of the configuration's documents.</summary>
    public static SealedColumn Documents { get; } = new("config_documents", "sealed");

    /// <summary>Texts of former versions of documents.</summary>
    public static SealedColumn DocumentHistory { get; } = new("config_document_history", "sealed");

    /// <summary>Credentials of bundles.</summary>
    public static SealedColumn BundleCredentials { get; } = new("bundle_credentials", "sealed");

    /// <summary>Texts that a canary tries.</summary>
    public static SealedColumn CanaryDocuments { get; } = new("config_canary_documents", "sealed");

    /// <summary>Calls and results of tools that are kept for a client.</summary>
    public static SealedColumn KeptTools { get; } = new("kept_tools", "sealed");

    /// <summary>Keys that nodes and agents prove themselves with.</summary>
    public static SealedColumn AgentDialKeys { get; } = new("agents", "dial_key");

    /// <summary>What is said in chats.</summary>
    public static SealedColumn ChatMessages { get; } = new("chat_messages", "sealed");

    /// <summary>Tokens of sign-ins of bundles.</summary>
    public static SealedColumn SignIns { get; } = new("bundle_sign_ins", "sealed");

    /// <summary>What sign-ins of bundles that are under way need at their end.</summary>
    public static SealedColumn SignInStarts { get; } = new("bundle_sign_in_starts", "sealed");

    /// <summary>What authorization servers of bundles know Switchyard by.</summary>
    public static SealedColumn SignInClients { get; } = new("bundle_sign_in_clients", "sealed");

    /// <summary>Private keys of the forward proxy's certificate authorities.</summary>
    public static SealedColumn ProxyAuthorities { get; } = new("proxy_authorities", "sealed");

    /// <summary>Every column, in the order in which they are rotated.</summary>
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        ProviderKeys, ProviderSettings, IdempotencyAnswers, RecordingLives, Documents, DocumentHistory, BundleCredentials, CanaryDocuments, KeptTools, AgentDialKeys, ChatMessages,
        SignIns, SignInStarts, SignInClients, ProxyAuthorities,
    ];
}
