/** How the open chat looks; what fits it to the glass comes last. */

import base from "./style/base.css";
import composer from "./style/composer.css";
import glass from "./style/glass.css";
import log from "./style/log.css";
import panel from "./style/panel.css";
import speech from "./style/speech.css";

export const looks = base + panel + log + speech + composer + glass;
