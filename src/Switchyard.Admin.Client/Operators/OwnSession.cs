namespace Switchyard.Admin.Client.Operators;

/// <summary>A session that was begun.</summary>
/// <param name="Secret">Its text: a bearer credential.</param>
/// <param name="ExpiresAt">First instant at which it is refused; earlier if the operator's token is revoked.</param>
public sealed record OwnSession(string Secret, DateTimeOffset ExpiresAt)
{
    /// <summary>Says its end only.</summary>
    public override string ToString() => $"{nameof(OwnSession)} until {ExpiresAt:O}";
}
