using Switchyard.Admin.Client.Usage;

namespace Switchyard.Admin.Client.Sessions;

/// <summary>What one client of one user did under one name.</summary>
/// <param name="Id">The session.</param>
/// <param name="Name">Its name as the client gave it.</param>
/// <param name="Client">The client.</param>
/// <param name="UserId">The user.</param>
/// <param name="User">Name of the user; null when there is none any more.</param>
/// <param name="FirstAt">When its first interception began.</param>
/// <param name="LastAt">When its latest interception began.</param>
/// <param name="Running">Interceptions that run now.</param>
/// <param name="Totals">Sums over its interceptions.</param>
public sealed record Session(
    Guid Id, [property: System.Text.Json.Serialization.JsonPropertyName("session")] string Name, string Client, Guid UserId, string? User, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Running, UsageSums Totals);
