using System.Text.Json;

namespace Switchyard.Admin.Events;

/// <summary>An event of the hub: what changed, never the content.</summary>
/// <param name="Version">Place in its stream; of <c>config</c> it is the revision.</param>
/// <param name="EventId">Identity of the event.</param>
/// <param name="Event">What kind of thing changed, for example <c>ai_providers_changed</c>.</param>
/// <param name="Action">What was done to it, for example <c>update</c>.</param>
/// <param name="EntityId">Id of the changed record.</param>
/// <param name="OriginatedAt">When.</param>
/// <param name="Data">Further facts.</param>
internal sealed record HubEventView(long Version, Guid EventId, string Event, string Action, string EntityId, DateTimeOffset OriginatedAt, JsonElement Data);
