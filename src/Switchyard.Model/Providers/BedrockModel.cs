namespace Switchyard.Model.Providers;

/// <summary>Capabilities of a model on Bedrock.</summary>
/// <param name="Name">The name clients send; a trailing <c>*</c> matches any suffix.</param>
/// <param name="Id">The Bedrock model or inference profile id; null: the name itself.</param>
public sealed record BedrockModel(string Name, string? Id)
{
    /// <summary>Beta flags that may pass; null passes all.</summary>
    public IReadOnlyList<string>? Betas { get; init; }

    /// <summary>Members removed from the body in addition to those Bedrock never takes.</summary>
    public IReadOnlyList<string> RemovedMembers { get; init; } = [];

    /// <summary>Turns adaptive thinking into a token budget.</summary>
    public bool ThinkingBudget { get; init; }

    /// <inheritdoc />
    public bool Equals(BedrockModel? other) =>
        other is not null && Name == other.Name && Id == other.Id && ThinkingBudget == other.ThinkingBudget
        && RemovedMembers.SequenceEqual(other.RemovedMembers) && (Betas is null) == (other.Betas is null) && (Betas ?? []).SequenceEqual(other.Betas ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Id, ThinkingBudget);
}
