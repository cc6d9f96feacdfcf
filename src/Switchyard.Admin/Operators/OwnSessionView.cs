namespace Switchyard.Admin.Operators;

/// <summary>A session that was begun.</summary>
/// <param name="Secret">Its text: a bearer credential that ends by itself, or with the credential it was begun with.</param>
/// <param name="ExpiresAt">First instant at which it is refused.</param>
internal sealed record OwnSessionView(string Secret, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(OwnSessionView);
}
