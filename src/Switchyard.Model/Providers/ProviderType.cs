namespace Switchyard.Model.Providers;

/// <summary>The API family of an upstream. Names on the wire are kebab-case, see <see cref="ProviderTypes"/>.</summary>
public enum ProviderType
{
    /// <summary>api.openai.com and exact equals: Chat Completions and Responses.</summary>
    OpenAI,

    /// <summary>Anthropic Messages.</summary>
    Anthropic,

    /// <summary>Anthropic Messages on Amazon Bedrock, signed with AWS Signature Version 4.</summary>
    Bedrock,

    /// <summary>Azure OpenAI: deployment paths, <c>api-version</c>, <c>api-key</c>.</summary>
    AzureOpenAI,

    /// <summary>Servers that speak Chat Completions more or less: vLLM, Ollama, others.</summary>
    OpenAICompatible,
}
