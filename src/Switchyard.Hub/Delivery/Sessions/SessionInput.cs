using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Something that happened to a session.</summary>
internal abstract record SessionInput
{
    /// <summary>The node stands elsewhere.</summary>
    internal sealed record PointCame(DeliveryPoint Point) : SessionInput;

    /// <summary>The answer to <see cref="SessionCommand.Survey"/>.</summary>
    internal sealed record Surveyed(HistorySurvey Survey) : SessionInput;

    /// <summary>The answer to <see cref="SessionCommand.ReadEvents"/>.</summary>
    internal sealed record EventsCame(EventPage Page) : SessionInput;

    /// <summary>The answer to <see cref="SessionCommand.ReadLabels"/>; null when the gateway is gone.</summary>
    internal sealed record LabelsCame(Labels? Labels) : SessionInput;

    /// <summary>What was asked for could not be read; it is asked for again.</summary>
    internal sealed record ReadFailed : SessionInput;

    /// <summary>The instance sent a frame.</summary>
    internal sealed record FrameCame(Frame Frame) : SessionInput;

    /// <summary>Time has passed.</summary>
    internal sealed record Ticked : SessionInput;

    /// <summary>It has to end.</summary>
    internal sealed record Ended(SessionEnd End) : SessionInput;
}
