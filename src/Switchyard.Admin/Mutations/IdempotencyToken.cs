namespace Switchyard.Admin.Mutations;

/// <summary>The caller's name for one mutation, so that repeating it has one effect.</summary>
/// <param name="Key">The <c>Idempotency-Key</c> header, 1 to 255 printable characters.</param>
/// <param name="Route">Method, path and the query that matters.</param>
/// <param name="BodyHash">SHA-256 of the body.</param>
internal sealed record IdempotencyToken(string Key, string Route, byte[] BodyHash);
