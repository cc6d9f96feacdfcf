namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>A key to be added.</summary>
/// <param name="Key">The upstream's credential, 1 character to 10 KiB. It is sealed and never shown again.</param>
/// <param name="Label">What people call it, at most 128 characters.</param>
public sealed record NewProviderKey(string Key, string? Label = null)
{
    /// <summary>Place in the failover order; null: last. Only when a key is added to a provider that exists.</summary>
    public int? Position { get; init; }

    /// <summary>Says its label only.</summary>
    public override string ToString() => $"{nameof(NewProviderKey)} {Label}";
}
