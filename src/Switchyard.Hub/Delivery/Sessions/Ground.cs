using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.States;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>
/// From where the next difference leads on: the last event that was sent, and the state that the instance has when it has applied all that was sent. After a resume that state is not known; then
/// a survey of what happened since stands in for it, together with the point of which it was made.
/// </summary>
/// <param name="from">The last event that the instance came with.</param>
internal sealed class Ground(long from)
{
    private HistorySurvey? _survey;
    private DeliveryPoint? _surveyed;

    /// <summary>The last event that was sent.</summary>
    public long Cursor { get; private set; } = from;

    /// <summary>The state that the instance then has, or null while it is not known.</summary>
    public GatewayState? State { get; private set; }

    /// <summary>Whether a survey has been asked for since the last change.</summary>
    public bool IsAsked => _surveyed is not null;

    /// <summary>Whether a survey has been made since the last change.</summary>
    public bool IsSurveyed => _survey is not null;

    /// <summary>The instance has this.</summary>
    public void Set(long cursor, GatewayState? state) => (Cursor, State, _survey, _surveyed) = (cursor, state, null, null);

    /// <summary>A survey of <paramref name="point"/> is being made.</summary>
    public void Ask(DeliveryPoint point) => (_survey, _surveyed) = (null, point);

    /// <summary>It is made; what it has to say for a gateway with these labels.</summary>
    public StateChange Take(HistorySurvey survey, Model.Gateways.Labels labels)
    {
        _survey = survey;
        return survey.In(_surveyed!.For(labels));
    }

    /// <summary>Whether it is known what leads on from here. Where nothing has happened since, it is.</summary>
    public bool LeadsTo(DeliveryPoint point)
    {
        if (State is not null || (_survey is not null && _surveyed!.Revision > Cursor))
        {
            return true;
        }

        if (Cursor != point.Revision)
        {
            return false;
        }

        (_survey, _surveyed) = (new HistorySurvey(), point);
        return true;
    }

    /// <summary>Up to which point it leads: a survey is of one point only, and what came after that is the next difference.</summary>
    public DeliveryPoint Reach(DeliveryPoint point) => State is null ? _surveyed! : point;

    /// <summary>What leads from here to <paramref name="part"/> of <paramref name="point"/>.</summary>
    public StateChange Difference(DeliveryPoint point, GatewayState part) => State is null ? _survey!.In(part) : point.Change(State, part);

    /// <inheritdoc />
    public override string ToString() => $"{Cursor} {State?.Hash} {_survey is not null} {_surveyed?.Revision}";
}
