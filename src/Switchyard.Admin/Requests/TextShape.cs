namespace Switchyard.Admin.Requests;

/// <summary>The content types of a route's body that is text.</summary>
internal sealed record TextShape(IReadOnlyList<string> ContentTypes);
