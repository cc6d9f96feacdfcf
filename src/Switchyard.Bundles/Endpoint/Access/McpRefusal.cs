namespace Switchyard.Bundles.Endpoint.Access;

/// <summary>Why a request was not let in.</summary>
/// <param name="Status">Status of HTTP, 400 to 599.</param>
/// <param name="Code">A stable code such as <c>invalid_api_key</c>.</param>
/// <param name="Message">One sentence for people, without secrets.</param>
public sealed record McpRefusal(int Status, string Code, string Message);
