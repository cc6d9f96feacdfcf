using Switchyard.Model.Providers;
using Switchyard.Storage.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>A provider's row with the rows of its keys in failover order.</summary>
internal sealed record ProviderRecord(ProviderRow Row, IReadOnlyList<ProviderKeyRow> Keys)
{
    /// <summary>The type. A row written by a version that knows more types is read as the most general one, so that it can still be shown and deleted.</summary>
    public ProviderType Type => ProviderTypes.TryParse(Row.Type, out var type) ? type : ProviderType.OpenAICompatible;
}
