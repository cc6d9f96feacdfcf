namespace Switchyard.Admin.Requests;

/// <summary>The shape of a route's JSON body.</summary>
internal sealed record BodyShape(Type Type);
