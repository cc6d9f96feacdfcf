using Switchyard.Model.Pricing;

namespace Switchyard.Hub.States;

/// <summary>All prices.</summary>
internal sealed record PricesWire(IReadOnlyList<PriceConfig> Prices);
