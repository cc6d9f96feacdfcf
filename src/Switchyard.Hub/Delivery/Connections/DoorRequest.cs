using System.Net;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Somebody asks to connect as a gateway.</summary>
/// <param name="Token">What he presents, or null.</param>
/// <param name="Address">Where he comes from.</param>
/// <param name="Origin">The origin of a browser's page, or null.</param>
/// <param name="InstanceId">Which instance he says to be, or null: only to be counted rightly.</param>
public sealed record DoorRequest(string? Token, IPAddress Address, string? Origin, string? InstanceId);
