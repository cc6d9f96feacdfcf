namespace Switchyard.Admin.Client.Http;

/// <summary>A frame of server-sent events (HTML, §9.2.6) as it came; all members are null for a comment, which is a sign of life.</summary>
internal sealed record ServerEvent(string? Id, string? Name, string? Data);
