namespace Switchyard.Model.Detection;

/// <summary>A place where a client puts its session id.</summary>
/// <param name="Header">A header's name; null stands for Anthropic's <c>metadata.user_id</c>: a JSON text with a member <c>session_id</c>, or a text that ends in <c>_session_</c> and the id.</param>
public sealed record SessionSource(string? Header)
{
    /// <summary>Anthropic's <c>metadata.user_id</c>.</summary>
    public static SessionSource MetadataUserId { get; } = new((string?)null);

    /// <summary>The header <paramref name="name"/>.</summary>
    public static SessionSource OfHeader(string name) => new(name);
}
