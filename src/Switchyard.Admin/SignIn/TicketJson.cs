using System.Text.Json.Serialization;

namespace Switchyard.Admin.SignIn;

/// <summary>Generated serializer of sessions.</summary>
[JsonSerializable(typeof(SessionTicket))]
internal sealed partial class TicketJson : JsonSerializerContext;
