using Switchyard.Model.Secrets;

namespace Switchyard.Model.Providers;

/// <summary>Settings of a <see cref="ProviderType.Bedrock"/> provider.</summary>
public sealed record BedrockSettings
{
    /// <summary>AWS region, for example <c>eu-central-1</c>; null when a base URL says it.</summary>
    public string? Region { get; init; }

    /// <summary>Static access key id; null for the platform's default chain.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Static secret key; both or neither of the pair.</summary>
    public Secret? SecretAccessKey { get; init; }

    /// <summary>Session token of temporary credentials.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>What each model can do; models not named pass unedited.</summary>
    public IReadOnlyList<BedrockModel> Models { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(BedrockSettings? other) =>
        other is not null && Region == other.Region && AccessKeyId == other.AccessKeyId && Equals(SecretAccessKey, other.SecretAccessKey)
        && Equals(SessionToken, other.SessionToken) && Models.SequenceEqual(other.Models);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Region, AccessKeyId, SecretAccessKey, Models.Count);
}
