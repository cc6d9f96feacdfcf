using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;

namespace Switchyard.Bundles.Endpoint;

/// <summary>A request of somebody who was let into a workspace.</summary>
/// <param name="Context">The request.</param>
/// <param name="Caller">Who.</param>
/// <param name="Workspace">The workspace.</param>
internal sealed record Visit(HttpContext Context, McpCaller Caller, string Workspace);
