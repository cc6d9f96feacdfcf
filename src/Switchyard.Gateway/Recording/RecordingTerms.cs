using Switchyard.Model.Pricing;
using Switchyard.Model.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>What the configuration in force says of recording. Immutable.</summary>
/// <param name="Config">The section <c>recording</c>.</param>
/// <param name="Prices">The prices.</param>
internal sealed record RecordingTerms(RecordingConfig Config, PriceTable Prices)
{
    /// <summary>The terms before the first configuration.</summary>
    public static RecordingTerms Default { get; } = new(RecordingConfig.Default, PriceTable.Empty);
}
