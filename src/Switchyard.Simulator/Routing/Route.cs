using Switchyard.Simulator.Dialects;

namespace Switchyard.Simulator.Routing;

/// <summary>Where a request goes.</summary>
/// <param name="Dialect">Who answers.</param>
/// <param name="Model">The model when the path names it.</param>
/// <param name="Streams">Whether the path itself asks for a stream.</param>
/// <param name="HasBody">Whether a JSON object is required.</param>
internal sealed record Route(Dialect Dialect, string? Model = null, bool Streams = false, bool HasBody = true);
