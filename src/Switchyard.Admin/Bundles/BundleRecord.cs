using Switchyard.Admin.Mutations;
using Switchyard.Model.Bundles;
using Switchyard.Model.Origins;
using Switchyard.Storage.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>A bundle with everything that is said of it: its definition, wherever it comes from, and what operators say.</summary>
internal sealed record BundleRecord
{
    public required BundleKey Key { get; init; }

    public required Guid Id { get; init; }

    public required BundleDefinition Definition { get; init; }

    public required Origin Origin { get; init; }

    /// <summary>The row of its definition; null when a file or document has it.</summary>
    public BundleRow? Row { get; init; }

    /// <summary>Its switch; null when nobody ever moved it.</summary>
    public BundleSwitchRow? Switch { get; init; }

    /// <summary>The numbers of its credentials; null when none was ever stored.</summary>
    public BundleCredentialSetRow? Set { get; init; }

    /// <summary>Fields that have a stored value, the definition's own or not.</summary>
    public IReadOnlySet<string> Stored { get; init; } = new HashSet<string>();

    public bool Enabled => Switch?.Enabled ?? true;

    /// <summary>Its entity tag: the versions of definition and switch; equal on all nodes.</summary>
    public string ETag => Row is null
        ? $"{EntityTags.OfContent(BundleDefinitionJson.Write(Definition))[..^1]}.{Switch?.Version ?? 0}\""
        : $"{EntityTags.Of(Row.Version)[..^1]}.{Switch?.Version ?? 0}\"";

    /// <summary>The entity tag of its credentials.</summary>
    public string CredentialsETag => EntityTags.Of(Set?.Version ?? 0);

    /// <summary>Required fields that have neither a stored value nor one of the definition.</summary>
    public IReadOnlyList<string> Missing => [.. Definition.Credentials.Where(known => known.Required && !IsPopulated(known)).Select(known => known.Name)];

    public bool IsPopulated(CredentialField field) => Stored.Contains(field.Name) || field.Default is not null;
}
